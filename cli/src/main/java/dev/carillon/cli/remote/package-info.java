/**
 * Talks to a server through its public API, with the profile of the user who is logged in. Uses
 * {@code terminal}.
 */
@NullMarked
package dev.carillon.cli.remote;

import org.jspecify.annotations.NullMarked;
