/** Tests of pictures of assets that are made on request. */
@NullMarked
package dev.carillon.server.assets.preview;

import org.jspecify.annotations.NullMarked;
