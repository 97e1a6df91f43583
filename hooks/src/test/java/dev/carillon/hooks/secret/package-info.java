/** Tests of the package of the same name. */
@NullMarked
package dev.carillon.hooks.secret;

import org.jspecify.annotations.NullMarked;
