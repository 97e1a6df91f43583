/**
 * Links to assets' files, and who may follow them: secrets that let a link work without a log-in.
 * Uses {@code http}.
 */
@NullMarked
package dev.carillon.server.asset.link;

import org.jspecify.annotations.NullMarked;
