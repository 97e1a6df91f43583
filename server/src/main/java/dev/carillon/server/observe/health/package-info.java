/**
 * Whether the server is well, for load balancers and for people: checks of what it needs, in words
 * that name the trouble.
 */
@NullMarked
package dev.carillon.server.observe.health;

import org.jspecify.annotations.NullMarked;
