/**
 * CMU's training data: an LMDB of Caffe datums, one record for each main person of an image
 * (docs/DATA.md). The only home of LMDB.
 */
package org.jpose.data.lmdb;
