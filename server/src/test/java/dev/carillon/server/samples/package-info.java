/** Tests of the sample receivers, and of our signatures against libraries that others wrote. */
@NullMarked
package dev.carillon.server.samples;

import org.jspecify.annotations.NullMarked;
