#include "image/codec.h"
#include "image/resample.h"
