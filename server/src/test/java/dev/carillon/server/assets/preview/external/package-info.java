@NullMarked
package dev.carillon.server.assets.preview.external;

import org.jspecify.annotations.NullMarked;
