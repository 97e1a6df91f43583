/**
 * What parts of the asset feature and the features on top of it ask others for: small interfaces.
 */
@NullMarked
package dev.carillon.server.asset.port;

import org.jspecify.annotations.NullMarked;
