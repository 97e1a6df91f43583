/**
 * Comments of users on assets: rows of their own, which are no metadata and make no event. Uses
 * {@code asset}, {@code folder} and {@code platform}.
 */
@NullMarked
package dev.carillon.server.assets.comment;

import org.jspecify.annotations.NullMarked;
