/** Tests of uploads that can be resumed. */
@NullMarked
package dev.carillon.server.assets.upload;

import org.jspecify.annotations.NullMarked;
