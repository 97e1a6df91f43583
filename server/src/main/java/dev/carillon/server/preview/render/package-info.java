/**
 * What runs in the process that makes files visible: the only code that decodes what came from
 * outside. Uses nothing of the server but the names of kinds.
 */
@NullMarked
package dev.carillon.server.preview.render;

import org.jspecify.annotations.NullMarked;
