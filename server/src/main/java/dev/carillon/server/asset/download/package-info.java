/**
 * Assets' files: how they are stored and read, who may have them, and the calls that download them.
 * Uses {@code asset}, {@code asset.link} and {@code asset.history}.
 */
@NullMarked
package dev.carillon.server.asset.download;

import org.jspecify.annotations.NullMarked;
