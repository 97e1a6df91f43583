/** Tests of how commands reach a server. */
@NullMarked
package dev.carillon.cli.remote;

import org.jspecify.annotations.NullMarked;
