/**
 * Talks to a server through its public API, with the profile of whoever is logged in. Uses {@code
 * terminal} and the server's JSON.
 */
@NullMarked
package dev.carillon.cli.remote;

import org.jspecify.annotations.NullMarked;
