/** Tests of what is read out of files. */
@NullMarked
package dev.carillon.server.assets.preview.embedded;

import org.jspecify.annotations.NullMarked;
