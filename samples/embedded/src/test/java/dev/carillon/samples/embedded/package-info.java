/** Runs the sample as it stands, kills it, and looks at what is left. */
@NullMarked
package dev.carillon.samples.embedded;

import org.jspecify.annotations.NullMarked;
