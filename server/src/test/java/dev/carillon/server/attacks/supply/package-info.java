/** Which libraries are used, and what is known against them. */
@NullMarked
package dev.carillon.server.attacks.supply;

import org.jspecify.annotations.NullMarked;
