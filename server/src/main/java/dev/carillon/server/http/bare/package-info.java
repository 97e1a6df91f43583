/**
 * A listener of its own that takes every request as it comes, for whoever wants to look at requests
 * rather than to serve an API. Depends on nothing else here.
 */
@NullMarked
package dev.carillon.server.http.bare;

import org.jspecify.annotations.NullMarked;
