/**
 * Searches that users keep under a name, for themselves or for all users. Uses {@code query}, which
 * understands their texts, and {@code platform}.
 */
@NullMarked
package dev.carillon.server.assets.search.saved;

import org.jspecify.annotations.NullMarked;
