/** Who may manage webhooks over HTTP, and what a failure says. */
@NullMarked
package dev.carillon.hooks.spring.management;

import org.jspecify.annotations.NullMarked;
