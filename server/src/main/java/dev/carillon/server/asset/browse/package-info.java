/**
 * The browse call: one folder's folders and containers, as a tree view shows them. Uses {@code
 * asset}, {@code folder} and {@code search}.
 */
@NullMarked
package dev.carillon.server.asset.browse;

import org.jspecify.annotations.NullMarked;
