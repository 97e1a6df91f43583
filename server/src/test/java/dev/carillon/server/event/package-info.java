/** Tests of the package of the same name. */
@NullMarked
package dev.carillon.server.event;

import org.jspecify.annotations.NullMarked;
