/** What leaves the process, and where to: every way out against every way of going wrong. */
@NullMarked
package dev.carillon.server.guard;

import org.jspecify.annotations.NullMarked;
