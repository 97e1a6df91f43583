/** Tests of the relations calls, over HTTP. */
@NullMarked
package dev.carillon.server.asset.relation;

import org.jspecify.annotations.NullMarked;
