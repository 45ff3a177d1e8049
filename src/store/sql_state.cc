#include "store/sql_state.h"

namespace garden::store {

bool is_collision(std::string_view state) { return state == "40001" || state == "40P01"; }

bool is_loss(std::string_view state) {
    return state.starts_with("08") || state.starts_with("57P") || state == "25006" || state == "0A000" ||
           state == "25P03";
}

ErrorCode code_of_sql_state(std::string_view state) {
    if (is_collision(state) || state == "55P03") return ErrorCode::busy;
    // No disk, no memory, no connection; somebody ended the statement, or it took too long.
    if (is_loss(state) || state.starts_with("53") || state == "57014") return ErrorCode::unavailable;
    if (state.starts_with("58")) return ErrorCode::io;
    if (state.starts_with("XX")) return ErrorCode::corrupt;
    if (state.starts_with("23")) return ErrorCode::conflict;
    if (state == "22021") return ErrorCode::invalid_argument;  // text that is no UTF-8
    if (state == "42501") return ErrorCode::unavailable;       // a grant is missing
    return ErrorCode::internal;
}

}  // namespace garden::store
