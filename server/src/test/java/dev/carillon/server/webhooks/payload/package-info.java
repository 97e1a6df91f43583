/** Tests of the package of the same name. */
@NullMarked
package dev.carillon.server.webhooks.payload;

import org.jspecify.annotations.NullMarked;
