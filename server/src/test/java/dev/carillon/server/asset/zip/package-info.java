@NullMarked
package dev.carillon.server.asset.zip;

import org.jspecify.annotations.NullMarked;
