/**
 * How changes of assets come to the search index, now, after a crash, and when it is rebuilt. Uses
 * {@code asset}, {@code event} and {@code search}.
 */
@NullMarked
package dev.carillon.server.asset.index;

import org.jspecify.annotations.NullMarked;
