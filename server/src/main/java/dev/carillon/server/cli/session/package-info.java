/** Logging in and out, and choosing among servers. */
@NullMarked
package dev.carillon.server.cli.session;

import org.jspecify.annotations.NullMarked;
