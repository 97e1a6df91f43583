/** Tables of assets' metadata, to download. A part of the asset feature. */
@NullMarked
package dev.carillon.server.asset.report;

import org.jspecify.annotations.NullMarked;
