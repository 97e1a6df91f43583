/** Runs the first-webhook story of README.md as it stands there, with real processes. */
@NullMarked
package dev.carillon.server.story;

import org.jspecify.annotations.NullMarked;
