# What is installed, and the Debian package of it: cpack --config build/CPackConfig.cmake (docs/how-to/install.md)
include(GNUInstallDirs)
if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  return() # the manual is printed by the program: not by one that is being examined
endif()

install(TARGETS contrepartie RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ledger/cli/completion.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        RENAME contrepartie)
install(DIRECTORY docs/sample DESTINATION ${CMAKE_INSTALL_DATADIR}/contrepartie)

# Documentation as in the tree, so that its links hold; the sample world stands where a machine without documentation
# has it, too.
install(FILES cmake/debian/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR}
        PATTERN "*.sh" EXCLUDE PATTERN man EXCLUDE PATTERN sample EXCLUDE)
install(FILES importers/register/register.xsd DESTINATION ${CMAKE_INSTALL_DOCDIR}/importers/register)
install(FILES sql/nomenclature/README.md sql/nomenclature/rule_set.tsv
        DESTINATION ${CMAKE_INSTALL_DOCDIR}/sql/nomenclature)
set(MADE ${CMAKE_BINARY_DIR}/package)
file(MAKE_DIRECTORY ${MADE}/en ${MADE}/fr)
file(CREATE_LINK ../../../contrepartie/sample ${MADE}/sample SYMBOLIC)
install(FILES ${MADE}/sample DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs)

foreach(language IN ITEMS en fr)
  set(page ${MADE}/${language}/contrepartie.1)
  add_custom_command(
    OUTPUT ${page}.gz
    COMMAND ${CMAKE_COMMAND} -E env PROGRAM=$<TARGET_FILE:contrepartie>
            sh -c "sh docs/man/page.sh ${language} >${page} && gzip -9nf ${page}"
    DEPENDS contrepartie docs/man/page.sh docs/man/${language}.1
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
    VERBATIM)
endforeach()
add_custom_command(OUTPUT ${MADE}/changelog.gz COMMAND sh -c "gzip -9nc cmake/debian/changelog >${MADE}/changelog.gz"
                   DEPENDS cmake/debian/changelog WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)
add_custom_target(package_files ALL DEPENDS ${MADE}/en/contrepartie.1.gz ${MADE}/fr/contrepartie.1.gz ${MADE}/changelog.gz)
install(FILES ${MADE}/en/contrepartie.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${MADE}/fr/contrepartie.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/fr/man1)
install(FILES ${MADE}/changelog.gz DESTINATION ${CMAKE_INSTALL_DOCDIR})

# The service of a shared server: there, neither enabled nor started.
install(FILES cmake/debian/contrepartie.service DESTINATION lib/systemd/system)
install(FILES cmake/debian/contrepartie.sysusers DESTINATION lib/sysusers.d RENAME contrepartie.conf)

install(FILES cmake/debian/lintian-overrides DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides RENAME contrepartie)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "Contrepartie maintainers <maintainers@contrepartie.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION
    "Imports official accounts (TotEM, CFU), payment orders (PES), FEC and
registers of competence transfers, posts them in double entry, and reports
whether the money moved with the competence. Every figure leads back to the
line it came from. In a terminal, a browser, spreadsheets; in English and
French.")
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
                                                WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION misc)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# the version that a ledger was made with goes on being needed when Debian has a later one
set(CPACK_DEBIAN_PACKAGE_DEPENDS "postgresql-15 | postgresql")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "less")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
    ${CMAKE_SOURCE_DIR}/cmake/debian/postinst ${CMAKE_SOURCE_DIR}/cmake/debian/prerm
    ${CMAKE_SOURCE_DIR}/cmake/debian/postrm)
include(CPack)
