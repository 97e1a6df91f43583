/** Tests of the package of the same name. */
@NullMarked
package dev.carillon.server.webhook;

import org.jspecify.annotations.NullMarked;
