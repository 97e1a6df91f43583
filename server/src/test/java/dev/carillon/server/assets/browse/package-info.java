/** Tests of the browse calls, over HTTP. */
@NullMarked
package dev.carillon.server.assets.browse;

import org.jspecify.annotations.NullMarked;
