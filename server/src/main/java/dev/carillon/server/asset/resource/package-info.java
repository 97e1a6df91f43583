/**
 * The nouns below {@code /api}: folders and assets, with real statuses, and parameters that are all
 * known. A part of the asset feature.
 */
@NullMarked
package dev.carillon.server.asset.resource;

import org.jspecify.annotations.NullMarked;
