//! Every row of the table "YAML as kubectl reads it", in both readings.
//!
//! The cases and what the readers of the field answer stand in `yaml/table.json`; the reference
//! test (`yaml_reference.rs`) asks the readers themselves.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test stops at the first surprise"
)]

#[path = "yaml/table.rs"]
mod table;

use gitops_mcp::yaml::{Budget, Reading, parse};
use table::{Answer, Case, cases};

fn ours(case: &Case, reading: Reading) -> Answer {
    let stream = parse(&case.bytes(), &Budget::default());
    match stream.objects(reading) {
        Ok(objects) => case.answer(objects),
        Err(_) => Answer::Error,
    }
}

fn check(row: &str) {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for case in cases().iter().filter(|case| case.row == row) {
        seen += 1;
        for reading in [Reading::Kubectl, Reading::Kustomize] {
            let (expected, got) = (case.tree(reading), ours(case, reading));
            if !expected.agrees(&got) {
                wrong.push(format!(
                    "{:?} {reading:?}\n   expected {expected:?}\n   got      {got:?}",
                    case.text()
                ));
            }
        }
    }
    assert!(seen > 0, "the table has no case for {row}");
    assert!(wrong.is_empty(), "{row}:\n{}", wrong.join("\n"));
}

macro_rules! rows {
    ($($name:ident $row:literal)*) => {
        $(#[test]
        fn $name() {
            check($row);
        })*

        #[test]
        fn every_row_has_a_test() {
            let tested = [$($row),*];
            for case in cases() {
                assert!(tested.contains(&case.row.as_str()), "{}", case.row);
            }
            assert_eq!(tested.len(), 74);
        }
    };
}

rows! {
    y01_words_for_true "Y01"
    y02_words_for_false "Y02"
    y03_true_and_false "Y03"
    y04_words_that_stay_strings "Y04"
    y05_null "Y05"
    y06_octal "Y06"
    y07_not_quite_octal "Y07"
    y08_hexadecimal_and_binary "Y08"
    y09_digits_out_of_base "Y09"
    y10_signs_and_underscores "Y10"
    y11_floats_that_are_whole "Y11"
    y12_floats "Y12"
    y13_floats_out_of_range "Y13"
    y14_infinity_and_nan "Y14"
    y15_no_sexagesimal "Y15"
    y16_timestamps "Y16"
    y17_integers_beyond_53_bits "Y17"
    y18_integers_beyond_63_bits "Y18"
    y19_integers_beyond_64_bits "Y19"
    y20_quoted_and_str "Y20"
    y21_tags_that_convert "Y21"
    y22_bool_tag "Y22"
    y23_null_tag "Y23"
    y24_other_tags "Y24"
    y25_keys_for_true "Y25"
    y26_keys_for_false "Y26"
    y27_keys_that_fall_together "Y27"
    y28_numbers_as_keys "Y28"
    y29_dates_and_quoted_words_as_keys "Y29"
    y30_null_and_collections_as_keys "Y30"
    y31_empty_key "Y31"
    y32_duplicate_keys "Y32"
    y33_merge_before_own_key "Y33"
    y34_own_key_before_merge "Y34"
    y35_merge_of_a_list "Y35"
    y36_two_merges "Y36"
    y37_quoted_merge_key "Y37"
    y38_merge_of_no_mapping "Y38"
    y39_aliases "Y39"
    y40_undefined_aliases "Y40"
    y41_anchors_that_contain_themselves "Y41"
    y42_tab_as_indent "Y42"
    y43_tab_elsewhere "Y43"
    y44_comments "Y44"
    y45_block_scalars "Y45"
    y46_text_over_lines "Y46"
    y47_sequences "Y47"
    y48_broken_structure "Y48"
    y49_reserved_characters "Y49"
    y50_colons_in_plain_text "Y50"
    y51_bad_escapes "Y51"
    y52_good_escapes "Y52"
    y53_flow_collections "Y53"
    y54_keys_without_values "Y54"
    y55_json_inside_yaml "Y55"
    y56_long_keys "Y56"
    y57_characters_beyond_ascii "Y57"
    y58_characters_that_break_lines "Y58"
    y59_control_characters "Y59"
    y60_encodings "Y60"
    y61_line_breaks "Y61"
    y62_separators "Y62"
    y63_text_behind_separators "Y63"
    y64_text_after_the_end "Y64"
    y65_end_markers "Y65"
    y66_separators_in_block_scalars "Y66"
    y67_directives "Y67"
    y68_nothing "Y68"
    y69_json_files "Y69"
    y70_json_with_yaml_in_it "Y70"
    y71_names_and_labels "Y71"
    y72_config_map_data "Y72"
    y73_lists "Y73"
    y74_documents_that_are_no_mappings "Y74"
}
