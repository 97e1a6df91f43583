/** Tests of the client program as a whole, without a server. */
@NullMarked
package dev.carillon.cli;

import org.jspecify.annotations.NullMarked;
