/** Tests of the browse calls, over HTTP. */
@NullMarked
package dev.carillon.server.asset.browse;

import org.jspecify.annotations.NullMarked;
