/**
 * Render processes, their pool and limits; what they made, and what is still to be made. Uses
 * {@code rendering}, {@code embedded}, {@code file} and {@code platform}.
 */
@NullMarked
package dev.carillon.server.assets.preview.process;

import org.jspecify.annotations.NullMarked;
