/**
 * The versions of assets: the rows of every file that an asset had, with its metadata of that time,
 * and the calls that list, show, promote and remove them. A part of the asset feature.
 */
@NullMarked
package dev.carillon.server.asset.version;

import org.jspecify.annotations.NullMarked;
