/**
 * The REST API as its contract says, over real HTTP against a started server, on both databases.
 */
@NullMarked
package dev.carillon.server.api;

import org.jspecify.annotations.NullMarked;
