/** Tests of the package of the same name. */
@NullMarked
package dev.carillon.server.secret;

import org.jspecify.annotations.NullMarked;
