/** The core's HTTP sender against receivers that do exactly what a test tells them to. */
@NullMarked
package dev.carillon.hooks.contracts.send;

import org.jspecify.annotations.NullMarked;
