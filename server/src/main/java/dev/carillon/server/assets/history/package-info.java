/** What happened to an asset, and its versions. Uses {@code asset}. */
@NullMarked
package dev.carillon.server.assets.history;

import org.jspecify.annotations.NullMarked;
