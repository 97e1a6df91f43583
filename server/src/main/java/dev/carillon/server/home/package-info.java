/**
 * Commands that work on a home's files rather than over the API: backing it up while its server
 * runs, restoring it, and looking for what is wrong. May use {@code config} (where things are),
 * {@code cli} (how commands fail) and {@code http}'s JSON.
 */
@NullMarked
package dev.carillon.server.home;

import org.jspecify.annotations.NullMarked;
