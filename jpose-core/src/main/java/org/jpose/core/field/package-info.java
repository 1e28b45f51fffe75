/**
 * Heatmaps and part affinity fields: the encoder that makes them from people (training targets) and
 * the decoders that find people in them. Grid coordinates never leave this package.
 */
package org.jpose.core.field;
