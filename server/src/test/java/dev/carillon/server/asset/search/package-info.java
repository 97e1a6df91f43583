/** Tests of the search calls, over HTTP. */
@NullMarked
package dev.carillon.server.asset.search;

import org.jspecify.annotations.NullMarked;
