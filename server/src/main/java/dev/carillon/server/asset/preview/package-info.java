/**
 * Assets made visible: who makes their previews, and the calls that download them. Uses {@code
 * asset} and {@code preview}.
 */
@NullMarked
package dev.carillon.server.asset.preview;

import org.jspecify.annotations.NullMarked;
