@NullMarked
package dev.carillon.server.asset.external;

import org.jspecify.annotations.NullMarked;
