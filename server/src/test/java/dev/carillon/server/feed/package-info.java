/** Listening to what happens. */
@NullMarked
package dev.carillon.server.feed;

import org.jspecify.annotations.NullMarked;
