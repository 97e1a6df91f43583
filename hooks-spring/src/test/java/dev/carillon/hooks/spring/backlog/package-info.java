/** How often the backlog is read. */
@NullMarked
package dev.carillon.hooks.spring.backlog;

import org.jspecify.annotations.NullMarked;
