/** Tests of the {@code carillon} script: what it finds, builds and starts. */
@NullMarked
package dev.carillon.server.launcher;

import org.jspecify.annotations.NullMarked;
