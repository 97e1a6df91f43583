/** The shop with its database, page and instances. */
@NullMarked
package dev.carillon.samples.orders;

import org.jspecify.annotations.NullMarked;
