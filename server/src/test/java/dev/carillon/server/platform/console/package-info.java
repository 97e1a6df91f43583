/** Tests of the pages: how they are served, and journeys through them in a browser. */
@NullMarked
package dev.carillon.server.platform.console;

import org.jspecify.annotations.NullMarked;
